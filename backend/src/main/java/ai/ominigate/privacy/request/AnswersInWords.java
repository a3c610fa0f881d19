package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.RequestType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is done by answering it: the letter that closes a request says what whoever prepared it wrote. */
@Singleton
final class AnswersInWords implements Fulfilment {

    @Override
    public Set<RequestType> types() {
        return EnumSet.of(RequestType.COMPLAINT, RequestType.QUESTION);
    }

    @Override
    public List<PlannedLeg> legs(Connection transaction, Assignment assignment) {
        return List.of();
    }

    @Override
    public LegOutcome perform(Assignment assignment, String leg) {
        throw new IllegalArgumentException("there is no leg " + leg);
    }

    /** What came of a complaint is looked at by two; what a question is answered is not. */
    @Override
    public boolean needsNoSecondPerson(Connection connection, Assignment assignment) {
        return assignment.type() == RequestType.QUESTION;
    }
}
