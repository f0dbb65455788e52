{{ metrics_by_period(kpi_marts()) }}
