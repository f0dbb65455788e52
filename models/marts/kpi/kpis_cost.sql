{{ kpi_family('cost') }}
