-- Which decisions that are hard to undo were taken on a guess?
-- :since = 2000-01-01   decided since then
SELECT id, title, decided_by, date(at) AS "on", review_by
FROM decisions
WHERE (:repo IS NULL OR repo = :repo) AND door = 'one-way' AND confidence = 'guess' AND status = 'accepted' AND at >= :since
ORDER BY at DESC;
