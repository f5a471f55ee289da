package io.millwright.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultServerCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.FileBasedCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;

/**
 * Which client certificates the server accepts: all of them, or those of a folder ({@code *.der}, {@code *.crt},
 * {@code *.pem}). The folder is read at every new channel, and what was refused is kept in its {@code rejected} folder:
 * moving a file up admits the client without a restart.
 */
record ClientTrust(CertificateValidator validator, CertificateQuarantine quarantine) {

    static ClientTrust everyone() {
        return new ClientTrust((chain, applicationUri, hostNames) -> {}, new MemoryCertificateQuarantine());
    }

    static ClientTrust in(Path folder) throws IOException {
        Path rejected = Files.createDirectories(folder.resolve("rejected"));
        CertificateQuarantine quarantine = FileBasedCertificateQuarantine.create(rejected);
        return new ClientTrust((chain, uri, names) -> validate(folder, quarantine, chain, uri, names), quarantine);
    }

    private static void validate(
            Path folder, CertificateQuarantine quarantine, List<X509Certificate> chain, String uri, String[] names)
            throws UaException {
        MemoryTrustListManager trusted = new MemoryTrustListManager();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{der,crt,cer,pem}")) {
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    trusted.addTrustedCertificate(CertificateUtil.decodeCertificate(in));
                }
            }
        } catch (IOException e) {
            throw new UaException(StatusCodes.Bad_InternalError, e);
        }
        new DefaultServerCertificateValidator(trusted, quarantine).validateCertificateChain(chain, uri, names);
    }
}
