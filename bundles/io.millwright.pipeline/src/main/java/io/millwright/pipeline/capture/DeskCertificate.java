package io.millwright.pipeline.capture;

import io.millwright.pipeline.Labels;
import io.millwright.pipeline.capture.NotKept.Code;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** The certificate that a person pasted into the form. */
final class DeskCertificate {
    private static final int LONGEST = 20_000;

    private DeskCertificate() {}

    /** Returns it, null where none is given. */
    static X509Certificate of(String pem) throws NotKept {
        String text = pem.strip();
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() > LONGEST) {
            throw wrong("has " + text.length() + " characters");
        }
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
            String algorithm = certificate.getPublicKey().getAlgorithm();
            if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
                throw wrong("has a key of kind " + algorithm);
            }
            return certificate;
        } catch (CertificateException e) {
            throw wrong("cannot be read: " + e.getMessage());
        }
    }

    private static NotKept wrong(String what) {
        return new NotKept(
                Code.CAPTURE_SETTING_WRONG,
                Labels.CAPTURE_CERTIFICATE + " " + what + "; nothing is kept",
                "paste one RSA or EC certificate in PEM, from BEGIN CERTIFICATE to END CERTIFICATE");
    }
}
