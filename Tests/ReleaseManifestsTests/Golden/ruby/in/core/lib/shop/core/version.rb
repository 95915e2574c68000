# frozen_string_literal: true

module Shop
  module Core
    VERSION = "2.4.0.beta1"
    API_VERSION = "3"
  end
end
