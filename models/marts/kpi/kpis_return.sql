{{ kpi_family('return') }}
