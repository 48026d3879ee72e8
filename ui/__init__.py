"""What a person sees: widgets of Qt that take values and emit signals."""
