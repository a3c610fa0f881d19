package ai.ominigate.console.server;

import java.util.List;

/** What the console knows about the server at the moment. */
sealed interface Standing {

    /** Nothing yet: the first answer is on its way. */
    record Unknown() implements Standing {}

    /** The server serves calls. */
    record Up(List<Component> components) implements Standing {
        public Up {
            components = List.copyOf(components);
        }
    }

    /** The server answers, and says that it cannot serve calls now. */
    record NotReady(List<Component> components) implements Standing {
        public NotReady {
            components = List.copyOf(components);
        }
    }

    /**
     * No OminiGate answers at the address.
     *
     * @param detail what a sentence about {@code reason} has to name: the host, or the status; never a body
     */
    record Unreachable(Reason reason, String detail) implements Standing {}

    /** Why no OminiGate answers. */
    enum Reason {
        UNKNOWN_HOST,
        REFUSED,
        TIMED_OUT,
        BROKEN_OFF,
        NOT_OMINIGATE
    }

    /** The parts the server spoke of; none if it did not answer. */
    default List<Component> parts() {
        return switch (this) {
            case Up up -> up.components();
            case NotReady notReady -> notReady.components();
            case Unknown _, Unreachable _ -> List.of();
        };
    }
}
