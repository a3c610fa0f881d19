package ai.ominigate.gateway.relay;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import java.util.Arrays;

/**
 * The headers of one answer, gathered in one array, each name once. Nobody looks them up, so they need no table: that
 * and an entry for each would be twice the garbage.
 */
final class AnswerHeaders {
    private CharSequence[] namesAndValues = new CharSequence[12];
    private int used;

    /** @param value without line ends: none comes from a caller or an upstream */
    void add(CharSequence name, CharSequence value) {
        if (used == namesAndValues.length) {
            namesAndValues = Arrays.copyOf(namesAndValues, used * 2);
        }
        namesAndValues[used++] = name;
        namesAndValues[used++] = value;
    }

    HttpHeaders toHttp() {
        return new ReadOnlyHttpHeaders(false, Arrays.copyOf(namesAndValues, used));
    }
}
