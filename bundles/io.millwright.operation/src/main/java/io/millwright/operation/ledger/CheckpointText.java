package io.millwright.operation.ledger;

import io.millwright.operation.ledger.Row.Cause;
import io.millwright.supervision.Balance.Fate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A checkpoint as bytes: whole, or as what differs from the one before, which is one byte for every 64 counters that stayed and a few for
 * each that did not.
 */
final class CheckpointText {
    private static final int LONGEST_TEXT = 500;
    private static final int MOST = 100_000;

    private CheckpointText() {}

    private static String cut(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }

    static byte[] whole(Checkpoint checkpoint) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(checkpoint.micros());
            out.writeBoolean(checkpoint.orderly());
            out.writeBoolean(checkpoint.storeKeeps());
            out.writeInt(checkpoint.earlier().size());
            for (Row row : checkpoint.earlier()) {
                write(row, out);
            }
            List<List<Line>> forms = new ArrayList<>();
            for (Account account : checkpoint.accounts()) {
                if (!forms.contains(account.lines())) {
                    forms.add(account.lines());
                }
            }
            out.writeInt(forms.size());
            for (List<Line> form : forms) {
                out.writeInt(form.size());
                for (Line line : form) {
                    write(line, out);
                }
            }
            out.writeInt(checkpoint.accounts().size());
            for (Account account : checkpoint.accounts()) {
                out.writeUTF(cut(account.kind()));
                out.writeUTF(cut(account.pid()));
                out.writeInt(forms.indexOf(account.lines()));
                out.writeInt(account.counters().size());
                for (Map.Entry<String, Long> counter : account.counters().entrySet()) {
                    out.writeUTF(counter.getKey());
                    out.writeLong(counter.getValue());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Line line, DataOutputStream out) throws IOException {
        out.writeUTF(line.stage());
        out.writeUTF(line.unit());
        out.writeUTF(line.counter());
        out.writeUTF(line.fate().name());
        out.writeUTF(cut(line.why()));
        out.writeBoolean(line.lasting());
    }

    private static void write(Row row, DataOutputStream out) throws IOException {
        out.writeUTF(cut(row.kind()));
        out.writeUTF(cut(row.pid()));
        out.writeUTF(row.stage());
        out.writeUTF(row.unit());
        out.writeUTF(cut(row.why()));
        out.writeUTF(row.cause().name());
        out.writeBoolean(row.atMost());
        long[] numbers = {
            row.count(), row.sinceMicros(), row.fromMicros(), row.toMicros(), row.run(), row.first(), row.last()
        };
        for (long number : numbers) {
            out.writeLong(number);
        }
    }

    static Checkpoint whole(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long micros = in.readLong();
            boolean orderly = in.readBoolean();
            boolean keeps = in.readBoolean();
            List<Row> rows = new ArrayList<>();
            for (int i = size(in); i > 0; i--) {
                rows.add(row(in));
            }
            List<List<Line>> forms = new ArrayList<>();
            for (int i = size(in); i > 0; i--) {
                List<Line> form = new ArrayList<>();
                for (int j = size(in); j > 0; j--) {
                    form.add(line(in));
                }
                forms.add(List.copyOf(form));
            }
            List<Account> accounts = new ArrayList<>();
            for (int i = size(in); i > 0; i--) {
                String kind = in.readUTF();
                String pid = in.readUTF();
                List<Line> lines = forms.get(in.readInt());
                Map<String, Long> counters = new TreeMap<>();
                for (int j = size(in); j > 0; j--) {
                    counters.put(in.readUTF(), in.readLong());
                }
                accounts.add(new Account(kind, pid, lines, counters));
            }
            return new Checkpoint(micros, orderly, keeps, List.copyOf(accounts), List.copyOf(rows));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(e);
        }
    }

    private static int size(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MOST) {
            throw new IOException("no size: " + size);
        }
        return size;
    }

    private static Line line(DataInputStream in) throws IOException {
        return new Line(
                in.readUTF(), in.readUTF(), in.readUTF(), Fate.valueOf(in.readUTF()), in.readUTF(), in.readBoolean());
    }

    private static Row row(DataInputStream in) throws IOException {
        String kind = in.readUTF();
        String pid = in.readUTF();
        String stage = in.readUTF();
        String unit = in.readUTF();
        String why = in.readUTF();
        Cause cause = Cause.valueOf(in.readUTF());
        boolean atMost = in.readBoolean();
        long count = in.readLong();
        return new Row(
                kind,
                pid,
                stage,
                unit,
                why,
                cause,
                count,
                atMost,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    /** Writes what differs from a checkpoint that this one {@link Checkpoint#follows}. */
    static byte[] difference(Checkpoint before, Checkpoint now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        number(now.micros() - before.micros(), bytes);
        bytes.write(now.orderly() ? 1 : 0);
        long same = 0;
        for (int i = 0; i < now.accounts().size(); i++) {
            Map<String, Long> then = before.accounts().get(i).counters();
            for (Map.Entry<String, Long> counter :
                    now.accounts().get(i).counters().entrySet()) {
                long by = counter.getValue() - then.get(counter.getKey());
                if (by == 0) {
                    same++;
                } else {
                    number(same, bytes);
                    number(by, bytes);
                    same = 0;
                }
            }
        }
        return bytes.toByteArray();
    }

    static Checkpoint after(Checkpoint before, byte[] difference) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(difference);
        long micros = before.micros() + number(in);
        boolean orderly = in.read() == 1;
        long same = in.available() > 0 ? number(in) : Long.MAX_VALUE;
        List<Account> accounts = new ArrayList<>();
        for (Account account : before.accounts()) {
            Map<String, Long> counters = new TreeMap<>(account.counters());
            for (Map.Entry<String, Long> counter : counters.entrySet()) {
                if (same-- == 0) {
                    counter.setValue(counter.getValue() + number(in));
                    same = in.available() > 0 ? number(in) : Long.MAX_VALUE;
                }
            }
            accounts.add(new Account(account.kind(), account.pid(), account.lines(), counters));
        }
        return new Checkpoint(micros, orderly, before.storeKeeps(), List.copyOf(accounts), before.earlier());
    }

    /** Small numbers of either sign in few bytes. */
    private static void number(long value, ByteArrayOutputStream to) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            to.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }

    private static long number(ByteArrayInputStream from) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = from.read();
            if (next < 0) {
                break;
            }
            value |= (next & 0x7FL) << shift;
            if ((next & 0x80) == 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IOException("no number");
    }
}
