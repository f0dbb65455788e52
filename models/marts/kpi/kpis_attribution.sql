{{ kpi_family('attribution') }}
