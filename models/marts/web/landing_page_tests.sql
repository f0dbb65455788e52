with

sessions as (
    select * from {{ ref('fct_sessions') }} where experiment_id <> '(none)' and is_converted is not null
),

variants as (
    select
        landing_page,
        experiment_id,
        variant,
        min(session_date) as first_date,
        max(session_date) as last_date,
        count(*) as sessions,
        count_if(is_converted) as conversions
    from sessions
    group by landing_page, experiment_id, variant
),

pairs as (
    select
        variants.landing_page,
        variants.experiment_id,
        variants.variant,
        others.variant as other_variant,
        least(variants.first_date, others.first_date) as first_date,
        greatest(variants.last_date, others.last_date) as last_date,
        cast(variants.sessions as bigint) as sessions,
        cast(variants.conversions as bigint) as conversions,
        cast(others.sessions as bigint) as other_sessions,
        cast(others.conversions as bigint) as other_conversions,
        {{ share('variants.conversions', 'variants.sessions') }} as conversion_rate,
        {{ share('others.conversions', 'others.sessions') }} as other_conversion_rate,
        {{ share('variants.conversions + others.conversions', 'variants.sessions + others.sessions') }} as pooled
    from variants
    inner join variants as others
        on
            variants.landing_page = others.landing_page
            and variants.experiment_id = others.experiment_id
            and variants.variant < others.variant
),

-- Where nobody converts, or everybody, the shares have no spread to measure the difference by.
scored as (
    select
        *,
        other_conversion_rate - conversion_rate as difference,
        (other_conversion_rate - conversion_rate)
        / nullif(sqrt(pooled * (1 - pooled) * (1e0 / sessions + 1e0 / other_sessions)), 0) as z,
        -- The normal curve stands in for the counts only where each group should have five of either kind.
        least(pooled, 1 - pooled) * least(sessions, other_sessions) >= 5 as is_large_enough
    from pairs
),

judged as (
    select
        landing_page,
        experiment_id,
        variant,
        other_variant,
        first_date,
        last_date,
        sessions,
        conversions,
        conversion_rate,
        other_sessions,
        other_conversions,
        other_conversion_rate,
        difference,
        z,
        {{ two_sided_p_value('z') }} as p_value,
        is_large_enough,
        is_large_enough
        and coalesce(p_value < {{ var('significance_level') }}, false) as is_significant
    from scored
)

select * from judged
