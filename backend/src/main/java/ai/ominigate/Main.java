package ai.ominigate;

/** Placeholder while the ground is laid. */
public final class Main {
    private Main() {}

    /** Starts OminiGate. */
    public static void main(String[] args) {
        io.micronaut.runtime.Micronaut.run(Main.class, args);
    }
}
