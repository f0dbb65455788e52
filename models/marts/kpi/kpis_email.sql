{{ kpi_family('email') }}
