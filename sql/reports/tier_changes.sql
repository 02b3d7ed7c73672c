-- Changes of tiers from $1 to $2, of members whose home branch is $3 (empty = any).
select c.business_date, m.member_number, coalesce(b.code, ''), c.from_tier, c.to_tier, c.reason, c.basis, c.figure,
       c.threshold, c.period_from, c.period_to, c.rules_version
from tier_change c
join member m on m.member_id = c.member_id
left join branch b on b.branch_id = m.home_branch_id
where c.business_date between $1 and $2 and ($3 = '' or b.code = $3)
order by c.business_date, m.member_number
