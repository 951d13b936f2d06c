"""What the rooms hand to each other: frozen, slotted data without logic. Imports no other room."""
