{#-
  A CSV file. Every column is declared as text, so that nothing is guessed from a sample: a line that does not fit the
  header is then a rejected line, not a wrong guess about the whole file.
-#}
{% macro landed_csv(path) %}
    {%- set header = csv_header(path) -%}
    {%- if header is none -%}
        {%- do log(path ~ " is empty: no row, not even a header.", info=true) -%}
        {%- do return({'relation': none, 'columns': {}, 'rejected': [], 'path': path}) -%}
    {%- endif -%}
    {%- set found = [] -%}
    {%- set declared = [] -%}
    {%- for name in header.names -%}
        {%- if name | lower in declared | map('lower') -%}
            {%- do exceptions.raise_compiler_error(path ~ ": two columns are called `" ~ name ~ "`; rename one of them.") -%}
        {%- endif -%}
        {%- do declared.append(name) -%}
        {%- do found.append({'name': name, 'type': 'VARCHAR'}) -%}
    {%- endfor -%}
    {#- In parallel, DuckDB leaves out without a word what follows a line with a bad quote. -#}
    {%- set options -%}
        {{ literal(path) }}, header = true, skip = {{ header.skip }}, auto_detect = false, parallel = false,
        delim = {{ literal(header.delimiter) }}, quote = '"', escape = '"', max_line_size = 16777216,
        columns = { {%- for name in declared %}{{ literal(name) }}: 'varchar'{{ ', ' if not loop.last }}{% endfor -%} }
    {%- endset -%}
    {#- A column that is not read is not checked either: reading all makes the same lines rows here as below. -#}
    {%- set all_columns = quoted_list(declared) -%}
    {%- do return({
        'relation': '(select * from read_csv(' ~ options ~ ', ignore_errors = true) where concat(' ~ all_columns ~ ') is not null)',
        'path': path,
        'found': found,
        'rejected': rejected_lines(path, options, header, all_columns),
    }) -%}
{% endmacro %}


{#-
  What a CSV file has before its rows, and how many lines in all: {names, delimiter, skip: lines before its header, taken:
  those of its lines that are no row, lines}, or none where it says nothing. A column without a name, as spreadsheets leave
  behind, is called column_<place>. Excel's `sep=;` may stand before it.
-#}
{% macro csv_header(path) %}
    {%- set suffix = local_md5(path) -%}
    {%- do run_query('drop table if exists unread_lines_' ~ suffix) -%}
    {%- do run_query('drop table if exists unread_scans_' ~ suffix) -%}
    {%- set told = run_query(
        "select lines, unnest(numbers) as number, unnest(firsts) as line from ("
        ~ "select count(*) as lines, min(number, 2) as numbers, min_by(line, number, 2) as firsts from ("
        ~ "select ltrim(line, '\ufeff') as line, row_number() over () as number from read_csv(" ~ literal(path)
        ~ ", header = false, auto_detect = false, parallel = false, columns = {'line': 'varchar'}, delim = '\x01',"
        ~ " quote = '', escape = '', strict_mode = false, max_line_size = 16777216, store_rejects = true,"
        ~ " rejects_table = 'unread_lines_" ~ suffix ~ "', rejects_scan = 'unread_scans_" ~ suffix ~ "')"
        ~ ") where regexp_matches(line, " ~ literal(telling_line()) ~ "))"
    ).rows | list -%}
    {%- set unread = query_column("select line from unread_lines_" ~ suffix ~ " order by line") -%}
    {%- if not told and not unread -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set separator = told and modules.re.fullmatch('sep=(.)\s*', told[0][2], modules.re.IGNORECASE) -%}
    {%- set first = told[1 if separator else 0] -%}
    {%- if not first or '\x00' in first[2] or (unread and unread[0] <= first[1]) -%}
        {%- do exceptions.raise_compiler_error(path ~ " is not a CSV file in UTF-8; export it again as one.") -%}
    {%- endif -%}
    {%- set ns = namespace(delimiter=separator.group(1) if separator else ',') -%}
    {%- if not separator -%}
        {%- for candidate in [';', '\t', '|'] if first[2].count(candidate) > first[2].count(ns.delimiter) -%}
            {%- set ns.delimiter = candidate -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set names = [] -%}
    {%- for name in modules.re.split(modules.re.escape(ns.delimiter) ~ '(?=(?:[^"]*"[^"]*")*[^"]*$)', first[2]) -%}
        {%- do names.append(name.strip().strip('"') or 'column_' ~ loop.index) -%}
    {%- endfor -%}
    {%- do return({
        'names': names, 'delimiter': ns.delimiter, 'skip': first[1] - 1, 'taken': 2 if separator else 1,
        'lines': first[0] + unread | length,
    }) -%}
{% endmacro %}


{#- What a line matches that holds more than blanks, quotes and delimiters, within a value of many lines, too. -#}
{% macro telling_line() %}
    {%- do return('[^\\r\\n]*[^"\\s,;|][^\\r\\n]*') -%}
{% endmacro %}


{#-
  A sentence for each line of a CSV file that is no row, by reading the file once beforehand. Lines that are in no row
  and are not rejected either stop the build: a quote that is never closed takes all the rest with it.
-#}
{% macro rejected_lines(path, options, header, all_columns) %}
    {%- set suffix = local_md5(path) -%}
    {%- set table = 'rejected_lines_' ~ suffix -%}
    {%- set telling = literal(telling_line()) -%}
    {%- do run_query('drop table if exists ' ~ table) -%}
    {%- do run_query('drop table if exists rejected_scans_' ~ suffix) -%}
    {%- set read = query_column(
        "select coalesce(sum(len(regexp_extract_all(concat_ws(',', " ~ all_columns ~ "), " ~ telling ~ "))), 0)"
        ~ " from read_csv(" ~ options ~ ", store_rejects = true, rejects_table = '" ~ table
        ~ "', rejects_scan = 'rejected_scans_" ~ suffix ~ "')"
    )[0] -%}
    {%- set rejected = run_query(
        "select 'line ' || line || ' of " ~ path.split('/')[-1] | replace("'", "''") ~ ": ' || lower(min(error_type))"
        ~ " || case when max(error_type) = 'INVALID ENCODING' then ' (export the file again as UTF-8)'"
        ~ " when max(csv_line) like '%' || chr(10) || '%' then ' (a quote that is never closed?)' else '' end,"
        ~ " max(len(regexp_extract_all(csv_line, " ~ telling ~ ")))"
        ~ " from " ~ table ~ " group by line order by line"
    ) -%}
    {%- set sentences = rejected.columns[0].values() | list -%}
    {%- set told = header.taken + read + rejected.columns[1].values() | sum -%}
    {%- if header.lines > told -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ": " ~ (header.lines - told) ~ " of its " ~ header.lines ~ " lines can't be read, from line "
            ~ (told + 1) ~ " on, where a quote is opened that is never closed; close it, write a quote that belongs to a"
            ~ " value twice, or export the file again as UTF-8 CSV."
        ) -%}
    {%- elif sentences | length > 1000 -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ": " ~ sentences | length ~ " lines can't be read as rows of its header, the first is " ~ sentences[0]
            ~ "; export it again as UTF-8 CSV."
        ) -%}
    {%- elif sentences -%}
        {%- do log(
            path ~ ": " ~ sentences | length ~ " lines are set aside as quarantined, the first is " ~ sentences[0] ~ ".",
            info=true
        ) -%}
    {%- endif -%}
    {%- do return(sentences) -%}
{% endmacro %}
