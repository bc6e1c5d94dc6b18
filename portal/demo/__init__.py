"""The demo municipality: synthetic people, two years of history, and the personas who sign in.

Deterministic: one seed and one present moment always give the same municipality. No person in it
exists: CPR numbers are of the replacement kind, CVR numbers lie where none are issued, telephone
numbers begin as no Danish number does, and addresses of mail end in `.invalid`.
"""
