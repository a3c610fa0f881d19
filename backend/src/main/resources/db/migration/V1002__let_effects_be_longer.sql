-- An effect names what it is about: a name and an address of the greatest length, and more.
ALTER TABLE approval.proposal DROP CONSTRAINT proposal_effect_check;
ALTER TABLE approval.proposal ADD CONSTRAINT proposal_effect_check CHECK (length(effect) BETWEEN 1 AND 1000);
