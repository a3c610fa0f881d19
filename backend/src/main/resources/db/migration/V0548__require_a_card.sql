-- What somebody has to do where a step is required, which may be to have a card confirmed; and that it was done.
ALTER TABLE abuse.decision
    ADD COLUMN step TEXT CHECK (step IN ('ANSWER_QUESTION', 'SIGN_IN_ANEW', 'CONFIRM_CARD')),
    DROP CONSTRAINT decision_ending_check,
    ADD CONSTRAINT decision_ending_check CHECK (ending IN (
        'DONE', 'EXPIRED', 'LIFTED', 'OVERTURNED', 'REPLACED', 'NOT_AGREED', 'ROTATED', 'STEP_TAKEN'));

UPDATE abuse.decision
   SET step = CASE WHEN entity LIKE 'network:%' THEN 'ANSWER_QUESTION' ELSE 'SIGN_IN_ANEW' END
 WHERE action = 'REQUIRE_STEP';

ALTER TABLE abuse.decision
    ADD CHECK ((step IS NOT NULL) = (action = 'REQUIRE_STEP'));
