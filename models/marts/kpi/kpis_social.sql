{{ kpi_family('social') }}
