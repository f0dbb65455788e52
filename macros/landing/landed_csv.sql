{#-
  A CSV file. Every column is declared as text, so that nothing is guessed from a sample: a line that does not fit the
  header is then a rejected line, not a wrong guess about the whole file.
-#}
{% macro landed_csv(path) %}
    {%- set header = csv_header(path) -%}
    {%- if header is none -%}
        {%- do log(path ~ " is empty: no row, not even a header.", info=true) -%}
        {%- do return(none) -%}
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
  The first line of a CSV file that says something: {names, delimiter, skip: lines before it}, or none. A column
  without a name, as spreadsheets leave behind, is called column_<place>. Excel's `sep=;` may stand before it.
-#}
{% macro csv_header(path) %}
    {%- set lines = run_query(
        "select line, row_number() over () as number from " ~ csv_lines(path)
        ~ " qualify regexp_matches(line, " ~ literal(telling_line([',', ';', '\t', '|'])) ~ ") limit 2"
    ).rows | list -%}
    {%- set separator = lines and modules.re.fullmatch('sep=(.)\s*', lines[0][0], modules.re.IGNORECASE) -%}
    {%- set first = lines[1 if separator else 0] -%}
    {%- if not first -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set text = first[0].encode('latin-1', 'replace').decode('utf-8', 'replace') -%}
    {%- if '\x00' in text or '\ufffd' in text -%}
        {%- do exceptions.raise_compiler_error(path ~ " is not a CSV file in UTF-8; export it again as one.") -%}
    {%- endif -%}
    {%- set ns = namespace(delimiter=separator.group(1) if separator else ',') -%}
    {%- if not separator -%}
        {%- for candidate in [';', '\t', '|'] if text.count(candidate) > text.count(ns.delimiter) -%}
            {%- set ns.delimiter = candidate -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set names = [] -%}
    {%- for name in modules.re.split(modules.re.escape(ns.delimiter) ~ '(?=(?:[^"]*"[^"]*")*[^"]*$)', text) -%}
        {%- do names.append(name.strip().strip('"') or 'column_' ~ loop.index) -%}
    {%- endfor -%}
    {%- do return({'names': names, 'delimiter': ns.delimiter, 'skip': first[1] - 1, 'lines': 2 if separator else 1}) -%}
{% endmacro %}


{#- The lines of a file but for a byte-order mark. Any byte is a letter in Latin-1, so that no line is left out. -#}
{% macro csv_lines(path) %}
    {%- do return(
        "(select ltrim(line, '\u00ef\u00bb\u00bf') as line from read_csv(" ~ literal(path)
        ~ ", header = false, auto_detect = false, columns = {'line': 'varchar'}, delim = '\x01', quote = '', escape = '',"
        ~ " strict_mode = false, ignore_errors = true, parallel = false, encoding = 'latin-1', max_line_size = 16777216))"
    ) -%}
{% endmacro %}


{#- What a line matches that holds more than blanks, quotes and delimiters, within a value of many lines, too. -#}
{% macro telling_line(delimiters) %}
    {%- do return('[^\\r\\n]*[^"\\s' ~ delimiters | map('replace', '|', '\\|') | join ~ '][^\\r\\n]*') -%}
{% endmacro %}


{#-
  A sentence for each line of a CSV file that is no row, by reading the file once beforehand. Lines that are in no row
  and are not rejected either stop the build: a quote that is never closed takes all the rest with it.
-#}
{% macro rejected_lines(path, options, header, all_columns) %}
    {%- set suffix = local_md5(path) -%}
    {%- set table = 'rejected_lines_' ~ suffix -%}
    {%- set telling = literal(telling_line([header.delimiter])) -%}
    {%- do run_query('drop table if exists ' ~ table) -%}
    {%- do run_query('drop table if exists rejected_scans_' ~ suffix) -%}
    {%- set read = query_column(
        "select coalesce(sum(len(regexp_extract_all(concat_ws(',', " ~ all_columns ~ "), " ~ telling ~ "))), 0)"
        ~ " from read_csv(" ~ options ~ ", store_rejects = true, rejects_table = '" ~ table
        ~ "', rejects_scan = 'rejected_scans_" ~ suffix ~ "')"
    )[0] -%}
    {%- set rejected = run_query(
        "select 'line ' || line || ' of " ~ path.split('/')[-1] | replace("'", "''") ~ ": ' || lower(min(error_type))"
        ~ " || case when max(csv_line) like '%' || chr(10) || '%' then ' (a quote that is never closed?)' else '' end,"
        ~ " max(len(regexp_extract_all(csv_line, " ~ telling ~ ")))"
        ~ " from " ~ table ~ " group by line order by line"
    ) -%}
    {%- set sentences = rejected.columns[0].values() | list -%}
    {%- set told = header.lines + read + rejected.columns[1].values() | sum -%}
    {%- set lines = query_column(
        "select count(*) from " ~ csv_lines(path) ~ " where regexp_matches(line, " ~ telling ~ ")"
    )[0] -%}
    {%- if lines > told -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ": " ~ (lines - told) ~ " of its " ~ lines ~ " lines can't be read, from line " ~ (told + 1)
            ~ " on, where a quote is opened that is never closed; close it, or write a quote that belongs to a value twice."
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
