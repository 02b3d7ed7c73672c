-- What each member spent in each branch from $1 to $2. Merged members count as the one they are.
select b.code, coalesce(m.merged_into, d.shard_key), sum(d.net_minor), sum(d.visits)
from member_day d
join branch b on b.branch_id = d.branch_id
left join member m on m.member_id = d.shard_key
where d.shard_key > 0 and d.business_date between $1 and $2
group by b.code, coalesce(m.merged_into, d.shard_key)
