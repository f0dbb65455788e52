with

sessions as (
    select * from {{ ref('fct_sessions') }}
),

days as (
    select
        session_date,
        count(*) as sessions
    from sessions
    group by session_date
),

networks as (
    select distinct network from sessions
),

social as (
    select
        session_date,
        network,
        count(*) as sessions
    from sessions
    group by session_date, network
),

-- Every network stands on every day, so that each is divided by all sessions and not by its own.
crossed as (
    select
        days.session_date,
        networks.network,
        cast(case when networks.network <> '(none)' then coalesce(social.sessions, 0) else 0 end as bigint)
            as social_sessions,
        cast(days.sessions as bigint) as all_sessions
    from days
    cross join networks
    left join social on days.session_date = social.session_date and networks.network = social.network
)

select * from crossed
