package io.millwright.opcua.security;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/** Makes certificates of every kind, sound unless said otherwise: a PLC's at 127.0.0.1, self-signed, valid for a year. */
public final class CertificateMaker {
    public static final String PLC_URI = "urn:millwright:test:plc";

    private static final int SOUND_USAGE =
            KeyUsage.digitalSignature | KeyUsage.nonRepudiation | KeyUsage.keyEncipherment | KeyUsage.dataEncipherment;
    private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private String subject = "CN=test PLC, O=Millwright";
    private String keyName = "plc";
    private int keyBits = 2_048;
    private Instant from = now().minus(Duration.ofDays(1));
    private Instant to = now().plus(Duration.ofDays(365));
    private final List<GeneralName> names = new ArrayList<>();
    private int usage = SOUND_USAGE;
    private KeyPurposeId purpose = KeyPurposeId.id_kp_serverAuth;
    private String algorithm = "SHA256withRSA";
    private Made issuer;
    private boolean authority;

    /** A certificate with its key and the certificates above it. */
    public record Made(KeyPair keys, X509Certificate certificate, List<X509Certificate> above) {
        /** Its own certificate first. */
        public X509Certificate[] chain() {
            List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
            chain.addAll(above);
            return chain.toArray(X509Certificate[]::new);
        }

        public PrivateKeyEntry entry() {
            return new PrivateKeyEntry(keys.getPrivate(), chain());
        }

        public String sha256() {
            return CertificateText.sha256(certificate);
        }

        /** A current revocation list of this authority. */
        public X509CRL revokes(X509Certificate... certificates) {
            return revokes(now().minus(Duration.ofHours(1)), now().plus(Duration.ofDays(7)), certificates);
        }

        public X509CRL revokes(Instant issued, Instant next, X509Certificate... certificates) {
            try {
                JcaX509v2CRLBuilder builder =
                        new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(issued));
                builder.setNextUpdate(Date.from(next));
                for (X509Certificate revoked : certificates) {
                    builder.addCRLEntry(revoked.getSerialNumber(), Date.from(issued), CRLReason.keyCompromise);
                }
                return new JcaX509CRLConverter().getCRL(builder.build(signer("SHA256withRSA", keys)));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** An authority that signed itself. */
    public static Made root(String name) {
        return new CertificateMaker()
                .subject("CN=" + name)
                .key(name)
                .authority()
                .make();
    }

    public CertificateMaker subject(String newSubject) {
        subject = newSubject;
        return this;
    }

    /** Keys are made once per name: that takes long. */
    public CertificateMaker key(String name) {
        keyName = name;
        return this;
    }

    public CertificateMaker keyBits(int bits) {
        keyBits = bits;
        return this;
    }

    public CertificateMaker valid(Duration sinceNow, Duration untilNow) {
        from = now().plus(sinceNow);
        to = now().plus(untilNow);
        return this;
    }

    public CertificateMaker uri(String uri) {
        names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        return this;
    }

    public CertificateMaker dns(String name) {
        names.add(new GeneralName(GeneralName.dNSName, name));
        return this;
    }

    public CertificateMaker ip(String address) {
        names.add(new GeneralName(GeneralName.iPAddress, address));
        return this;
    }

    public CertificateMaker usage(int bits) {
        usage = bits;
        return this;
    }

    public CertificateMaker purpose(KeyPurposeId id) {
        purpose = id;
        return this;
    }

    public CertificateMaker algorithm(String name) {
        algorithm = name;
        return this;
    }

    public CertificateMaker issuer(Made authorityAbove) {
        issuer = authorityAbove;
        return this;
    }

    public CertificateMaker authority() {
        authority = true;
        usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
        return this;
    }

    public Made make() {
        try {
            KeyPair keys = KEYS.computeIfAbsent(keyName + keyBits, name -> keyPair(keyBits));
            X500Name name = new X500Name(subject);
            X500Name above = issuer == null
                    ? name
                    : X500Name.getInstance(
                            issuer.certificate().getSubjectX500Principal().getEncoded());
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    above,
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(from),
                    Date.from(to),
                    name,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (usage != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            }
            if (!authority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
                builder.addExtension(Extension.subjectAlternativeName, false, names());
            }
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(signer(algorithm, issuer == null ? keys : issuer.keys())));
            return new Made(keys, certificate, issuer == null ? List.of() : List.of(issuer.chain()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private GeneralNames names() {
        List<GeneralName> all = new ArrayList<>(names);
        if (all.stream().noneMatch(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)) {
            all.add(new GeneralName(GeneralName.uniformResourceIdentifier, PLC_URI));
        }
        if (all.stream().allMatch(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)) {
            all.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        }
        return new GeneralNames(all.toArray(GeneralName[]::new));
    }

    private static ContentSigner signer(String algorithm, KeyPair keys) throws Exception {
        return new JcaContentSignerBuilder(algorithm)
                .setProvider(new BouncyCastleProvider())
                .build(keys.getPrivate());
    }

    private static KeyPair keyPair(int bits) {
        try {
            return SelfSignedCertificateGenerator.generateRsaKeyPair(bits);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
