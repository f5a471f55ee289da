package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/** Makes an application certificate as servers want it: key pairs made by the gateway lack the application URI. */
final class NewIdentity {
    private static final int RSA_BITS = 2_048;
    private static final Period VALIDITY = Period.ofYears(10);

    /** A gateway without a battery starts in the past; a certificate made then would be useless. */
    private static final Instant EARLIEST_CLOCK = Instant.parse("2026-01-01T00:00:00Z");

    private NewIdentity() {}

    /** Takes up to some seconds. */
    static ApplicationIdentity of(Settings settings) throws ConnectionTrouble {
        if (Instant.now().isBefore(EARLIEST_CLOCK)) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE,
                    "The gateway's clock says " + Instant.now()
                            + ", so no application certificate is made || set the clock.");
        }
        try {
            KeyPair keyPair = SelfSignedCertificateGenerator.generateRsaKeyPair(RSA_BITS);
            SelfSignedCertificateBuilder builder = new SelfSignedCertificateBuilder(keyPair)
                    .setSignatureAlgorithm(SelfSignedCertificateBuilder.SA_SHA256_RSA)
                    .setValidityPeriod(VALIDITY)
                    .setCommonName("Millwright " + settings.pid())
                    .setOrganization("Millwright")
                    .setApplicationUri(settings.applicationUri());
            addHost(builder);
            return new ApplicationIdentity(keyPair, new X509Certificate[] {builder.build()});
        } catch (Exception e) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE,
                    "No application certificate could be made for Application URI '" + settings.applicationUri() + "': "
                            + e.getMessage(),
                    e);
        }
    }

    private static void addHost(SelfSignedCertificateBuilder builder) {
        try {
            InetAddress host = InetAddress.getLocalHost();
            builder.addDnsName(host.getHostName());
            builder.addIpAddress(host.getHostAddress());
        } catch (UnknownHostException e) {
            builder.addDnsName("localhost");
        }
    }
}
