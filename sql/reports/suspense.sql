-- What waits for a person, of branch $1 ('' = all): the entry, why, and where it came from.
select s.entry_id,
       s.reason,
       s.detail,
       s.opened_ms,
       coalesce(b.code, ''),
       coalesce(t.code, '')
from suspense s
left join entry e on e.registration = s.entry_id / 4294967296 and e.sequence = s.entry_id % 4294967296
left join terminal t on t.terminal_id = e.terminal_id
left join branch b on b.branch_id = t.branch_id
where s.settled_ms is null and ($1 = '' or b.code = $1)
order by s.opened_ms, s.entry_id, s.reason
