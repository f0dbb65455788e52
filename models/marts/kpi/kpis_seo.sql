{{ kpi_family('seo') }}
