package io.millwright.opcua.milo;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.jcajce.provider.asymmetric.rsa.CipherSpi;
import org.bouncycastle.jcajce.provider.asymmetric.rsa.PSSSignatureSpi;

/**
 * The two algorithms of Aes256_Sha256_RsaPss (OPC UA Part 7, 6.6.166) that the JDK does not know under the names that Milo
 * uses, backed by the embedded BouncyCastle. Never named "BC": that name belongs to the gateway.
 */
final class RsaProvider extends Provider {
    private static final long serialVersionUID = 1L;

    RsaProvider() {
        super("Millwright", "1", "RSA-PSS and RSA-OAEP with SHA-256 for OPC UA");
        add("Signature", "SHA256withRSA/PSS", PSSSignatureSpi.SHA256withRSA::new);
        add("Cipher", "RSA/ECB/OAEPWithSHA256AndMGF1Padding", RsaProvider::oaepSha256);
    }

    private static CipherSpi oaepSha256() {
        return new CipherSpi(
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    }

    private void add(String type, String algorithm, Supplier<Object> spi) {
        putService(new SpiService(this, type, algorithm, spi));
    }

    private static final class SpiService extends Service {
        private final Supplier<Object> spi;

        SpiService(Provider provider, String type, String algorithm, Supplier<Object> spi) {
            super(provider, type, algorithm, spi.getClass().getName(), List.of(), Map.of());
            this.spi = spi;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return spi.get();
        }

        @Override
        public boolean supportsParameter(Object parameter) {
            return parameter instanceof java.security.interfaces.RSAKey;
        }
    }
}
