package ai.ominigate.privacy.intake;

import ai.ominigate.model.privacy.RequestType;
import java.util.EnumSet;
import java.util.Set;

/** What a mail seems to ask for. */
sealed interface Recognised {

    /**
     * The words are clear.
     *
     * @param types one or several, each a request with a clock of its own
     */
    record Types(Set<RequestType> types) implements Recognised {
        public Types {
            if (types.isEmpty()) {
                throw new IllegalArgumentException("who asks for nothing has a question");
            }
            types = Set.copyOf(types);
        }

        static Types of(RequestType first, RequestType... others) {
            return new Types(EnumSet.of(first, others));
        }
    }

    /** A person has to read it: its words say several things that do not go together, or nothing that we understand. */
    record Uncertain() implements Recognised {}
}
