package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.decision.NetworkOrigins;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.NetworkOrigin;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells decisions about autonomous systems and countries whose an address is. */
@Singleton
final class FilesOfNetworks implements NetworkOrigins {
    private final NetworkData networks;

    FilesOfNetworks(NetworkData networks) {
        this.networks = networks;
    }

    @Override
    public long asn(byte[] address) {
        NetworkData.Origin origin = networks.origin(Entity.Net.of(address));
        return origin == null || origin.system() == null ? 0 : origin.system();
    }

    @Override
    public @Nullable String country(byte[] address) {
        NetworkData.Origin origin = networks.origin(Entity.Net.of(address));
        return origin == null ? null : origin.country();
    }

    @Override
    public boolean isHosting(byte[] address) {
        return networks.isHosting(Entity.Net.of(address));
    }

    @Override
    public @Nullable NetworkOrigin about(byte[] address) {
        Instant asOf = networks.oldest();
        if (asOf == null) {
            return null;
        }
        Entity.Net network = Entity.Net.of(address);
        NetworkData.Origin origin = networks.origin(network);
        return new NetworkOrigin(
                origin == null ? null : origin.country(),
                origin == null ? null : origin.system(),
                networks.has(NetworkFiles.TOR) ? networks.isTorExit(network) : null,
                networks.has(NetworkFiles.HOSTING) && networks.has(NetworkFiles.ASN)
                        ? networks.isHosting(network)
                        : null,
                asOf);
    }

    @Override
    public boolean known() {
        return networks.has(NetworkFiles.GEO) || networks.has(NetworkFiles.ASN);
    }
}
