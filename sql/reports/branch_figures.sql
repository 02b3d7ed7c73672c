-- What each branch sold from $1 to $2, from the daily figures.
select b.code,
       coalesce(sum(d.sales), 0),
       coalesce(sum(d.returns), 0),
       coalesce(sum(d.net_minor), 0),
       coalesce(sum(d.member_minor), 0),
       coalesce(sum(d.points_earned), 0),
       coalesce(sum(d.points_redeemed), 0)
from branch b
left join branch_day d on d.branch_id = b.branch_id and d.business_date between $1 and $2
group by b.code
