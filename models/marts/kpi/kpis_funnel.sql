{{ kpi_family('funnel') }}
