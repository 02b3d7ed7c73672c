-- Gifts from $1 to $2 at branch $3 ('' = all): what a post-void undid counts as never given, or never brought back. Points
-- and cash are net of what was given back. The stock is of now, whatever the period.
select b.code,
       m.gift,
       cast(sum(case when m.business_date < $1 or m.business_date > $2 then 0
                     when m.reason = 'give' then 1
                     when m.reason = 'void' and m.units > 0 then -1 else 0 end) as bigint),
       cast(sum(case when m.business_date < $1 or m.business_date > $2 then 0
                     when m.reason = 'return' then 1
                     when m.reason = 'void' and m.units < 0 then -1 else 0 end) as bigint),
       cast(sum(case when m.business_date < $1 or m.business_date > $2 then 0 else m.points end) as bigint),
       cast(sum(case when m.business_date < $1 or m.business_date > $2 then 0 else m.cash_minor end) as bigint),
       cast(sum(case when m.business_date < $1 or m.business_date > $2 then 0
                     when m.reason in ('receive', 'adjust') then m.units else 0 end) as bigint),
       cast(sum(m.units) as bigint),
       g.bytes
from gift_movement m
join branch b on b.branch_id = m.branch_id
left join gift g on g.gift = m.gift and not exists (select 1 from gift n where n.gift = g.gift and n.version > g.version)
where $3 = '' or b.code = $3
group by b.code, m.gift, g.bytes
order by b.code, m.gift
