{{ kpi_family('value') }}
