{{ kpi_family('planning') }}
