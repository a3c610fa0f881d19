-- Whom the words are about, where that is another than what the proposal is about: they go with that person.
ALTER TABLE approval.proposal ADD COLUMN about TEXT;

CREATE INDEX proposal_about ON approval.proposal (about) WHERE about IS NOT NULL;
CREATE INDEX proposal_subject ON approval.proposal (subject);
