{{ metrics_by_period(kpi_marts(), apart=true) }}
