-- The model that KPIs without a model speak of is one of those that are computed. A failure means that attributed
-- revenue is zero for a spelling mistake.
select '{{ var("attribution_default_model") }}' as attribution_model
from {{ ref('attribution_models') }}
having count(*) filter (where attribution_model = '{{ var("attribution_default_model") }}') = 0
