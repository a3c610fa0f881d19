-- What the staff has seen of somebody, for when they ask or are forgotten.
CREATE INDEX look_subject ON reveal.look (subject);
