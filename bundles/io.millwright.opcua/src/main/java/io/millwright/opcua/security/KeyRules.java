package io.millwright.opcua.security;

import io.millwright.opcua.settings.TrustRule;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules about keys and signatures of certificates (OPC UA Part 6, 6.2.2; Part 7, 6.6). */
final class KeyRules {
    private static final int LEAST_RSA_BITS = 2_048;
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final String PSS = "RSASSA-PSS";

    /** Bits of the key usage extension, from the first on. */
    private static final List<String> USAGES =
            List.of("digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment");

    private KeyRules() {}

    static Optional<Finding> usage(X509Certificate certificate) {
        List<String> missing = new ArrayList<>();
        boolean[] usage = certificate.getKeyUsage();
        for (int bit = 0; bit < USAGES.size(); bit++) {
            if (usage == null || !usage[bit]) {
                missing.add(USAGES.get(bit));
            }
        }
        try {
            List<String> extended = certificate.getExtendedKeyUsage();
            if (extended == null || !extended.contains(SERVER_AUTHENTICATION)) {
                missing.add("serverAuth");
            }
        } catch (CertificateParsingException e) {
            missing.add("serverAuth");
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.of(
                        TrustRule.KEY_USAGE,
                        "it is not made for " + String.join(", ", missing),
                        "Give the server a certificate for an OPC UA server."));
    }

    static Optional<Finding> signature(String whose, X509Certificate certificate) {
        String algorithm = signedWith(certificate);
        String upper = algorithm.toUpperCase(Locale.ROOT).replace("-", "");
        return upper.startsWith("SHA1") || upper.startsWith("MD")
                ? Optional.of(Finding.of(
                        TrustRule.SIGNATURE,
                        whose + " is signed with " + algorithm + ", which can be forged",
                        "Give the server a certificate that is signed with SHA-256."))
                : Optional.empty();
    }

    private static String signedWith(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName();
        byte[] encoded = certificate.getSigAlgParams();
        if (!PSS.equals(algorithm) || encoded == null) {
            return algorithm;
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance(PSS);
            parameters.init(encoded);
            return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm() + " and " + PSS;
        } catch (GeneralSecurityException | IOException e) {
            return algorithm;
        }
    }

    static Optional<Finding> length(String whose, X509Certificate certificate) {
        if (!(certificate.getPublicKey() instanceof RSAPublicKey key)
                || key.getModulus().bitLength() >= LEAST_RSA_BITS) {
            return Optional.empty();
        }
        return Optional.of(Finding.of(
                TrustRule.KEY_LENGTH,
                whose + " has an RSA key of " + key.getModulus().bitLength() + " bits, fewer than " + LEAST_RSA_BITS,
                "Give the server a certificate with a key of 2048 bits or more."));
    }
}
