{{ kpi_family('web') }}
