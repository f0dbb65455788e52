{{ kpi_family('quality') }}
