-- What became of a letter, which itself is forgotten after a time: null while nobody knows.
ALTER TABLE policy.notice ADD COLUMN outcome TEXT CHECK (outcome IN ('SENT', 'FAILED'));
ALTER TABLE subprocessor.notice ADD COLUMN outcome TEXT CHECK (outcome IN ('SENT', 'FAILED'));

CREATE INDEX notice_without_outcome ON policy.notice (letter) WHERE outcome IS NULL;
CREATE INDEX notice_without_outcome ON subprocessor.notice (letter) WHERE outcome IS NULL;
