"""The attribution models as they are commonly published: one query a model, on arrays or on windows.

`ARRAYS` and `WINDOWS` map each path model of seeds/config/attribution_models.csv to a query of the table
`touches` (the columns of conversion_touches) that gives the columns of touch_credits.
"""

from __future__ import annotations

# first, lead, SQL, last, others
SHAPED = {
    "u_shaped": (0.4, 0.0, 0.0, 0.4, 0.2),
    "w_shaped": (0.3, 0.3, 0.3, 0.0, 0.1),
    "full_path": (0.225, 0.225, 0.225, 0.225, 0.1),
}


def on_arrays(model: str, credit: str, arrays: str = "", positions: str = "") -> str:
    """The touches of a conversion as an array, exploded to its elements and joined back to the touches."""
    return f"""
        with paths as (
            select conversion_id, list(touchpoint_id order by touch_order) as path, count(*) as n {arrays}
            from touches
            group by conversion_id
        ),
        placed as (select * {positions} from paths),
        exploded as (
            select *, unnest(path) as touchpoint_id, generate_subscripts(path, 1) as position from placed
        ),
        credits as (select conversion_id, touchpoint_id, {credit} as credit from exploded)
        select conversion_id, touchpoint_id, touch_order, '{model}' as attribution_model, credit
        from credits
        inner join touches using (conversion_id, touchpoint_id)
        where credit > 0
    """


def shaped_on_arrays(model: str) -> str:
    first, lead, sql, last, others = SHAPED[model]
    arrays, positions = "", ", 0 as lead, 0 as sql_at"
    if lead:
        arrays = "".join(
            f", list(is_before_{stage} order by touch_order) as {stage}s"
            for stage in ("lead", "sql")
        )
        positions = "".join(
            f", list_max(list_transform({stage}s, lambda b, i: case when b then i else 0 end)) as {name}"
            for stage, name in (("lead", "lead"), ("sql", "sql_at"))
        )
    held = f"len(list_distinct([1, nullif(lead, 0), nullif(sql_at, 0), {'n' if last else 'null'}]))"
    own = f"""(
        case when position = 1 then {first}e0 else 0 end
        + case when position = lead then {lead}e0 else 0 end
        + case when position = sql_at then {sql}e0 else 0 end
        + case when position = n then {last}e0 else 0 end
    )"""
    whole = f"""(
        {first + last}e0
        + case when lead > 0 then {lead}e0 else 0 end
        + case when sql_at > 0 then {sql}e0 else 0 end
        + case when n > {held} then {others}e0 else 0 end
    )"""
    credit = f"case when {own} > 0 then {own} else {others}e0 / (n - {held}) end / {whole}"
    return on_arrays(model, credit, arrays, positions)


CHANNELS = ", list(channel order by touch_order) as channels"
ARRAYS = {
    "first_touch": on_arrays("first_touch", "case when position = 1 then 1e0 else 0 end"),
    "last_touch": on_arrays("last_touch", "case when position = n then 1e0 else 0 end"),
    "last_non_direct": on_arrays(
        "last_non_direct",
        "case when position = coalesce(nullif(last_at, 0), n) then 1e0 else 0 end",
        CHANNELS,
        ", list_max(list_transform(channels, lambda c, i: case when c <> 'Direct' then i else 0 end)) as last_at",
    ),
    "linear": on_arrays("linear", "1e0 / n"),
    "time_decay": on_arrays(
        "time_decay",
        "ages[position] / total",
        ", list(age_weight order by touch_order) as ages",
        ", cast(list_sum(ages) as double) as total",
    ),
    "shapley": on_arrays(
        "shapley",
        "1e0 / len(list_distinct(channels)) / len(list_filter(channels, lambda c: c = channels[position]))",
        CHANNELS,
    ),
    **{model: shaped_on_arrays(model) for model in SHAPED},
}


def on_windows(model: str, credit: str) -> str:
    return f"""
        select conversion_id, touchpoint_id, touch_order, '{model}' as attribution_model, {credit} as credit
        from touches
        qualify credit > 0
    """


def shaped_on_windows(model: str) -> str:
    first, lead, sql, last, others = SHAPED[model]
    stages = ("lead", "sql") if lead else ()
    flags = "".join(
        f""", is_before_{stage} and row_number() over (
            partition by conversion_id, is_before_{stage} order by touch_order desc
        ) = 1 as is_{stage}"""
        for stage in stages
    )
    own = "".join(
        f" + case when is_{stage} then {weight}e0 else 0 end"
        for stage, weight in zip(stages, (lead, sql), strict=False)
    )
    return f"""
        with flagged as (
            select
                *,
                row_number() over (partition by conversion_id order by touch_order) = 1 as is_first,
                row_number() over (partition by conversion_id order by touch_order desc) = 1 as is_last
                {flags}
            from touches
        ),
        owned as (
            select
                *,
                case when is_first then {first}e0 else 0 end + case when is_last then {last}e0 else 0 end {own}
                    as own
            from flagged
        ),
        weighed as (
            select
                *,
                case
                    when own > 0 then own
                    else {others}e0 / count(case when own = 0 then 1 end) over (partition by conversion_id)
                end as weight
            from owned
        )
        select
            conversion_id, touchpoint_id, touch_order, '{model}' as attribution_model,
            weight / sum(weight) over (partition by conversion_id) as credit
        from weighed
    """


def ranked(order: str) -> str:
    return f"case when row_number() over (partition by conversion_id order by {order}) = 1 then 1e0 else 0 end"


WINDOWS = {
    "first_touch": on_windows("first_touch", ranked("touch_order")),
    "last_touch": on_windows("last_touch", ranked("touch_order desc")),
    "last_non_direct": on_windows(
        "last_non_direct", ranked("channel = 'Direct', touch_order desc")
    ),
    "linear": on_windows("linear", "1e0 / count(*) over (partition by conversion_id)"),
    "time_decay": on_windows(
        "time_decay",
        "age_weight / cast(sum(age_weight) over (partition by conversion_id) as double)",
    ),
    "shapley": on_windows(
        "shapley",
        "1e0 / count(distinct channel) over (partition by conversion_id)"
        " / count(*) over (partition by conversion_id, channel)",
    ),
    **{model: shaped_on_windows(model) for model in SHAPED},
}
