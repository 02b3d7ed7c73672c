-- Journals with two histories, of branch $1 ('' = all): from which sequence on, and how much of the second one came.
select f.registration,
       coalesce(b.code, ''),
       coalesce(t.code, ''),
       min(f.sequence),
       count(*),
       min(f.detected_ms),
       coalesce(t.standing, '')
from fork f
left join registration r on r.registration = f.registration
left join terminal t on t.terminal_id = r.terminal_id
left join branch b on b.branch_id = t.branch_id
where ($1 = '' or b.code = $1)
group by f.registration, b.code, t.code, t.standing
order by f.registration
