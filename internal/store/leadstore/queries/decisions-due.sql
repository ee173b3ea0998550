-- Which decisions are to be looked at again?
-- :days = 14   within so many days
SELECT id, title, review_by, decided_by, path
FROM decisions
WHERE (:repo IS NULL OR repo = :repo) AND status IN ('accepted', 'proposed') AND review_by <= date('now', '+' || :days || ' days')
ORDER BY review_by;
