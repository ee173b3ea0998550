-- What do shortcuts cost us, and what did they save?
SELECT id, title, saves, costs, date(at) AS "on", path
FROM decisions
WHERE (:repo IS NULL OR repo = :repo) AND costs IS NOT NULL AND status = 'accepted'
ORDER BY at DESC;
