{{ kpi_family('velocity') }}
