-- What may go wrong, do we know the cause, what does it take?
SELECT id, problem, cause, takes, gains, path
FROM risks
WHERE (:repo IS NULL OR repo = :repo) AND state = 'open'
ORDER BY at DESC;
