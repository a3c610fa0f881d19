package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.ominigate.catalog.CancelPolicy;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Price;
import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Rates;
import ai.ominigate.catalog.Upstream;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import ai.ominigate.gateway.wire.RequestReader;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** Calls as these tests make them. */
final class Calls {
    static final String SAFETY_ID = "acct_5f3a";

    private Calls() {}

    static RequestPeek peek(Format format, String body) throws BadRequest {
        byte[] bytes = body.getBytes(UTF_8);
        return RequestReader.read(format, bytes, bytes.length);
    }

    /** What the upstream is sent for this request. */
    static String sent(Bridge bridge, Format format, String body, Model model) throws BadRequest {
        byte[] bytes = body.getBytes(UTF_8);
        RequestPeek peek = RequestReader.read(format, bytes, bytes.length);
        UpstreamBody sent =
                bridge.body(peek, bytes, bytes.length, model, model.upstreams().getFirst(), SAFETY_ID);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (UpstreamBody.Piece piece : sent.pieces()) {
            whole.write(piece.bytes(), piece.from(), piece.to() - piece.from());
        }
        if (whole.size() != sent.length()) {
            throw new AssertionError("the length is that of all pieces");
        }
        return whole.toString(UTF_8);
    }

    static Model model(String upstreamModel, Dialect dialect, String baseUrl) {
        return model(upstreamModel, dialect, baseUrl, 0);
    }

    static Model model(String upstreamModel, Dialect dialect, String baseUrl, long maxOutput) {
        Provider provider = new Provider(
                "somebody", dialect, URI.create(baseUrl), "sk-secret", "Somebody Inc.", CancelPolicy.DRAIN_TO_USAGE);
        Rates rates = new Rates(1, 1, 1, 1, 1, 1, 1, 1);
        return new Model(
                "m",
                0,
                maxOutput,
                new Price(1, List.of(new Price.Band(0, rates)), 0),
                Set.of(Model.Task.CHAT),
                List.of(new Upstream(provider, upstreamModel, 1, 1)));
    }
}
