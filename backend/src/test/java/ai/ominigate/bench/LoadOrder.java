package ai.ominigate.bench;

import java.net.URI;
import java.time.Duration;

/**
 * A load for a target, as one process asks another for it.
 *
 * @param target the address that calls go to
 * @param key sent as a bearer token
 */
record LoadOrder(URI target, String key, Load load) {

    String toLine() {
        String kind = switch (load) {
            case Load.Open open -> (open.streamed() ? "stream " : "open ") + open.perSecond();
            case Load.Closed closed -> "closed " + closed.connections();
            case Load.Held held -> "held" + held.pause().toMillis() + " " + held.streams();
        };
        return String.join(
                " ",
                target.toString(),
                key,
                kind,
                load.warmUp().toString(),
                load.measured().toString());
    }

    static LoadOrder fromLine(String line) {
        String[] parts = line.split(" ");
        int number = Integer.parseInt(parts[3]);
        Duration warmUp = Duration.parse(parts[4]);
        Duration measured = Duration.parse(parts[5]);
        Load load = switch (parts[2]) {
            case "open" -> new Load.Open(number, false, warmUp, measured);
            case "stream" -> new Load.Open(number, true, warmUp, measured);
            case "closed" -> new Load.Closed(number, warmUp, measured);
            case String held
            when held.startsWith("held") ->
                new Load.Held(
                        number, Duration.ofMillis(Long.parseLong(held.substring("held".length()))), warmUp, measured);
            default -> throw new IllegalArgumentException("Not a load: " + parts[2]);
        };
        return new LoadOrder(URI.create(parts[0]), parts[1], load);
    }
}
