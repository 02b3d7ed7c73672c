-- What each member spent in each branch from $1 to $2.
select b.code, d.shard_key, sum(d.net_minor), sum(d.visits)
from member_day d
join branch b on b.branch_id = d.branch_id
where d.shard_key > 0 and d.business_date between $1 and $2
group by b.code, d.shard_key
